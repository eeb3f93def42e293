"""Know people: accounts, sign-in, devices, duties, and who may vote where."""
