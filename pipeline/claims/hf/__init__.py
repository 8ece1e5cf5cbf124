"""Claim models of others: any Hugging Face token- or text-classification checkpoint, with a mapping to our words."""
