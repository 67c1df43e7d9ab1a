"""What runs inside Rasa: own NLU components and the private channel from the gateway."""
