package fast

// LandingSize is what a body of any length holds at least while it arrives.
const LandingSize = landingSize
