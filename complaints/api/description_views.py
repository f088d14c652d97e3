"""Where the API is described. Open to everybody: the description holds no data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .description import api_description
from .problems import PROBLEMS
from .reference import read_reference


@require_safe
def api_schema(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(api_description(), json_dumps_params={"ensure_ascii": False})


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The same for people, with every refusal under the anchor that its `type` names."""
    context = {"reference": read_reference(api_description()), "problems": PROBLEMS}
    return render(request, "api/docs.html", context)
