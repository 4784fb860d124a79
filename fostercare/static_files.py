"""Static files by their hash, the modules that scripts import from one another included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Compressed(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
