"""The application's server: short routes over the public API, access control, and the built front end."""
