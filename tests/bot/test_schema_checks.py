"""The schema of action answers is checked once, the answers each time."""

import pytest
from jsonschema import SchemaError, ValidationError, validate

from bot.schema_checks import check_schemas_once

check_schemas_once()


def test_answers_are_still_validated():
    schema = {"type": "object", "properties": {"events": {"type": "array"}}}
    validate({"events": []}, schema)
    with pytest.raises(ValidationError):
        validate({"events": "none"}, schema)


def test_a_broken_schema_is_still_refused():
    with pytest.raises(SchemaError):
        validate({}, {"type": "nonsense"})
