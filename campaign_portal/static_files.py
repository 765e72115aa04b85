"""Static files under names that hold their sum, so that a browser keeps each for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class HashedStorage(CompressedManifestStaticFilesStorage):
    """The portal's own scripts import each other by those names too.

    Others' scripts are left as they are: a package may ship modules that name what it does not ship.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
