"""Makes PDF files of pages that come on standard input, one after the other, and gives them on standard output.

A page is a length of eight bytes and HTML; an answer is one byte (0 made, 1 refused), a length, and the file or why not.
Nothing is fetched but the server's own assets: the folders are named when the program starts.
"""

import logging
import pathlib
import resource
import select
import struct
import sys
import urllib.parse

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

IDLE_SECONDS = 300
MEMORY, FILE_SIZE = 1 << 31, 64 << 20
# Addresses of a page are completed with this; no host has that name.
PLACE = "http://assets.invalid/"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


class OwnAssets(URLFetcher):
    def __init__(self, folders):
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self.folders = [pathlib.Path(folder).resolve() for folder in folders]

    def fetch(self, url, headers=None):
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        name = urllib.parse.unquote(urllib.parse.urlsplit(url).path).removeprefix("/assets/")
        for folder in self.folders:
            file = (folder / name).resolve()
            if url.startswith(PLACE) and file.is_relative_to(folder) and file.suffix in KINDS and file.is_file():
                return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": KINDS[file.suffix]})
        raise FatalURLFetchingError("the page asks for something that is no asset")


def made(page, fetcher, fonts):
    document = HTML(string=page.decode(), base_url=PLACE, url_fetcher=fetcher)
    return document.write_pdf(font_config=fonts, pdf_variant="pdf/ua-1")


def main(folders):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fetcher, fonts = OwnAssets(folders), FontConfiguration()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        head = source.read(8)
        if len(head) < 8:
            return
        page = source.read(struct.unpack(">Q", head)[0])
        try:
            mark, answer = b"\0", made(page, fetcher, fonts)
        except (Exception, FatalURLFetchingError) as fault:  # told to the server, which tells the operator; never what the page says
            mark, answer = b"\1", type(fault).__name__.encode()
        target.write(mark + struct.pack(">Q", len(answer)) + answer)
        target.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
