// @ts-check
/** The settings: what a rest's end sounds like on this device, and signing out. */

import "./cues.js";
import "./sign-out.js";
