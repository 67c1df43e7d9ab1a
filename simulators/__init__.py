"""Programs that play the services the product speaks to; they import nothing of the product."""
