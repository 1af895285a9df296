"""A window with nothing but a WebKit view, which WebKitWebDriver starts and drives.

MiniBrowser, Debian's own, can't be narrower than its toolbar (447 px). The system's Python runs this file, because
python3-gi is a package of Debian's. Arguments: width and height in px, and a folder for what the view stores.
"""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, Gtk, WebKit2  # noqa: E402  (versions are chosen before the import)

WIDTH, HEIGHT, FOLDER = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def new_view(_session: WebKit2.AutomationSession) -> WebKit2.WebView:
    view = WebKit2.WebView(web_context=CONTEXT, is_controlled_by_automation=True)
    # The driver's log then has what the page complains of.
    view.get_settings().set_enable_write_console_messages_to_stdout(True)
    # WebKitGTK 2.50 crashes on a fade between two pages where no graphics card draws it.
    features = WebKit2.Settings.get_all_features()
    for feature in (features.get(index) for index in range(features.get_length())):
        if feature.get_identifier() == "CrossDocumentViewTransitions":
            view.get_settings().set_feature_enabled(feature, False)  # noqa: FBT003  (positional in C)
    window = Gtk.Window(default_width=WIDTH, default_height=HEIGHT)
    window.add(view)
    window.show_all()
    # There is no window manager that would give the window the keyboard.
    window.get_window().focus(Gdk.CURRENT_TIME)
    return view


def on_started(_context: WebKit2.WebContext, session: WebKit2.AutomationSession) -> None:
    information = WebKit2.ApplicationInfo()
    information.set_name("window")
    session.set_application_info(information)
    session.connect("create-web-view", new_view)


CONTEXT = WebKit2.WebContext(
    website_data_manager=WebKit2.WebsiteDataManager(base_data_directory=FOLDER, base_cache_directory=FOLDER)
)
CONTEXT.set_automation_allowed(True)
CONTEXT.connect("automation-started", on_started)
Gtk.main()
