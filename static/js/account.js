// @ts-check
/** The account page: Clerk's component, which is to be asked for before the page asks for Clerk without one. */

import "./door.js";
import "./app.js";
