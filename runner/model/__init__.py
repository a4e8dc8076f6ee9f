"""The nouns of the house: frozen, typed, without behaviour beyond small properties."""
