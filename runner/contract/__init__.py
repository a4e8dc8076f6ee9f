"""What OpenAPI files promise: documents, their operations, and whether an exchange keeps to them."""
