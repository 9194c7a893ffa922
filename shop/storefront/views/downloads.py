"""The page of a file that was bought. It is fetched by a button: mail programs open links ahead."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.downloads.grants import DownloadRefused, use_download, why_over
from orders.downloads.links import find_grant
from orders.models import DownloadGrant


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, link: str) -> HttpResponse | FileResponse:
    grant = find_grant(link)
    if grant is None:
        raise Http404
    if request.method != "POST":
        return _page(request, grant, why_over(grant))
    try:
        file = grant.file.file.open("rb")
    except FileNotFoundError as error:  # it is not counted: the shop has lost it
        raise Http404 from error
    try:
        use_download(grant=grant)
    except DownloadRefused as problem:
        file.close()
        return _page(request, grant, str(problem), status=410)
    return FileResponse(file, as_attachment=True, filename=grant.file.name)


def _page(
    request: HttpRequest, grant: DownloadGrant, problem: str, *, status: int = 200
) -> HttpResponse:
    context = {"grant": grant, "problem": problem, "left": grant.allowed - grant.used}
    return render(request, "storefront/download.html", context, status=status)
