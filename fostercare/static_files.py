"""Static files by their hash, the modules that our scripts import from one another included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class Compressed(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # Ours alone: extensions of htmx import by names that only a bundler knows.
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
