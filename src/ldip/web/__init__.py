"""The application's server: routes of a few lines over the public API, access, and the built front end."""
