"""Serve static files from memory: named by their content, compressed beforehand, cached for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request

from civic.kit.errors import Missing
from civic.web.application import CivicFlask
from civic.web.guard import light

ROOT = Path(__file__).parent / "static"
SQUEEZED = {".css", ".js", ".svg", ".json", ".webmanifest", ".txt"}
FOREVER = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class Asset:
    """Be one static file: its address, type, bytes and compressed bytes."""

    address: str
    content_type: str
    body: bytes
    squeezed: bytes | None
    etag: str


class Assets:
    """Know every static file by its plain and its hashed name; a later folder's file takes an earlier one's place."""

    def __init__(self, *folders: Path) -> None:
        self.by_name: dict[str, Asset] = {}
        for folder in folders:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                name = path.relative_to(folder).as_posix()
                self.by_name[name] = _read(path, name)
        self.by_hashed = {asset.address: asset for asset in self.by_name.values()}

    def url(self, name: str) -> str:
        """Return the lasting address of a static file; KeyError for a name that does not exist."""
        return "/static/" + self.by_name[name].address

    def find(self, name: str) -> str:
        """Return the lasting address of a file a city may add, "" when it did not."""
        return self.url(name) if name in self.by_name else ""


def init_assets(app: CivicFlask) -> None:
    """Load the static files, the city's own over ours, and serve them."""
    brand = app.house.settings.brand_dir
    assets = Assets(ROOT, *([Path(brand)] if brand else []))

    @app.get("/static/<path:name>", endpoint="static")
    @light
    def serve(name: str) -> Response:
        hashed = assets.by_hashed.get(name)
        asset = hashed or assets.by_name.get(name)
        if asset is None:
            raise Missing
        return _respond(asset, FOREVER if hashed else "public, max-age=300")

    app.jinja_env.globals.update(static_url=assets.url, brand_css=assets.find("css/brand.css"))
    app.extensions["civic.assets"] = assets


def _respond(asset: Asset, cache: str) -> Response:
    squeeze = asset.squeezed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.squeezed if squeeze else asset.body, content_type=asset.content_type)
    if squeeze:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache
    response.set_etag(asset.etag)
    response.make_conditional(request)
    return response


def _read(path: Path, name: str) -> Asset:
    body = path.read_bytes()
    mark = hashlib.sha256(body).hexdigest()[:10]
    stem, dot, ending = name.rpartition(".")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("json", "xml"))
    return Asset(
        address=f"{stem}.{mark}{dot}{ending}",
        content_type=f"{kind}; charset=utf-8" if text else kind,
        body=body,
        squeezed=gzip.compress(body, 9, mtime=0) if path.suffix in SQUEEZED else None,
        etag=mark,
    )
