"""The screens: server-rendered pages that work without JavaScript and contact no other host."""
