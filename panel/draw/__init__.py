"""The pure room: `panel-draw/1` with nothing but the standard library and canonical JSON."""
