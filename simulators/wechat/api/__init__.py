"""The API that the product calls; every path of it, under one address as the product's WECHAT_API_BASE."""
