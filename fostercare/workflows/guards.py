"""The database's own door: a state changes only together with its line of the history, whoever writes the SQL.

The line comes first (`lifecycle.act` writes it so); the change that follows has to be the one it tells of.
"""

from django.apps import apps
from django.db import connections
from django_fsm import FSMFieldMixin

CHECK = """
CREATE OR REPLACE FUNCTION state_changes_by_an_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told record;
BEGIN
    SELECT source, target INTO told FROM workflows_statechange
    WHERE record = TG_ARGV[0] AND record_id = (to_jsonb(NEW) ->> TG_ARGV[1])::bigint ORDER BY id DESC LIMIT 1;
    IF told IS NULL OR told.source <> OLD.state OR told.target <> NEW.state THEN
        RAISE EXCEPTION 'the state of % changes by an act of its life cycle only', TG_ARGV[0]
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
"""

TRIGGER = """
CREATE OR REPLACE TRIGGER a_state_changes_by_an_act AFTER UPDATE OF state ON {table}
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION state_changes_by_an_act('{label}', '{key}');
"""


def life_cycles():
    """Every model whose `state` is a life cycle."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "state" and isinstance(field, FSMFieldMixin) for field in model._meta.local_fields)
    ]


def guard(using, **kwargs):
    """After a migration: hang the check on every life cycle, new ones included."""
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
        if "workflows_statechange" not in present:
            return
        cursor.execute(CHECK)
        for model in life_cycles():
            table = model._meta.db_table
            if table in present:
                cursor.execute(TRIGGER.format(table=table, label=model._meta.label_lower, key=model._meta.pk.column))
