#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session manager that only writes down what it is asked for: a line per inhibition and end."""

import itertools
import sys

from gi.repository import Gio, GLib

NAME = "org.gnome.SessionManager"
SUSPEND = 4
INTERFACE = """
<node><interface name="org.gnome.SessionManager">
  <method name="RegisterClient"><arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="out" type="o"/></method>
  <method name="UnregisterClient"><arg direction="in" type="o"/></method>
  <method name="Inhibit"><arg direction="in" type="s"/><arg direction="in" type="u"/>
    <arg direction="in" type="s"/><arg direction="in" type="u"/>
    <arg direction="out" type="u"/></method>
  <method name="Uninhibit"><arg direction="in" type="u"/></method>
</interface></node>"""


class SessionManager:
    """Everything is granted."""

    def __init__(self):
        self.cookies = itertools.count(1)
        self.suspending = {}

    def on_call(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        answer = None
        if method == "RegisterClient":
            answer = GLib.Variant("(o)", ("/org/gnome/SessionManager/Client1",))
        elif method == "Inhibit":
            _who, _window, reason, flags = parameters.unpack()
            cookie = next(self.cookies)
            if flags & SUSPEND:
                self.suspending[cookie] = reason
                print(f"awake\t{reason}", flush=True)
            answer = GLib.Variant("(u)", (cookie,))
        elif method == "Uninhibit":
            reason = self.suspending.pop(parameters.unpack()[0], None)
            if reason is not None:
                print(f"may sleep\t{reason}", flush=True)
        invocation.return_value(answer)


def main():
    loop = GLib.MainLoop()
    manager = SessionManager()
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]

    def on_bus(bus, _name):
        bus.register_object("/org/gnome/SessionManager", interface, manager.on_call, None, None)

    def on_owned(_bus, _name):
        print("ready", flush=True)

    def on_lost(_bus, _name):
        sys.exit("the name is taken")

    Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, on_bus, on_owned,
                     on_lost)
    loop.run()


main()
