"""What Rasa calls to act: one module per user goal; no side effects at import (the SDK imports them all)."""
