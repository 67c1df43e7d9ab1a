"""Plays the WeChat Official Account platform, both ways, against a product whose webhook is at a given address."""
