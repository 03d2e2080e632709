# SPDX-License-Identifier: Apache-2.0
"""JSON Schemas, as tests hold output against them."""


def closed(schema):
    """The same, where a key that it does not name is a mistake."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(part) for key, part in schema.items()}
    if isinstance(result.get("properties"), dict):
        result.setdefault("additionalProperties", False)
    return result
