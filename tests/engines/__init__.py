"""Three browser engines behind one interface, so that a journey is written once and runs in each."""
