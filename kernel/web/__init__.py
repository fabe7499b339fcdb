"""What every page stands on: access marks, the reader's language, guarded forms, moments for people."""
