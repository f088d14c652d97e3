from django.urls import path

from . import views
from .description_views import api_docs, api_schema

urlpatterns = [
    path("complaints/", views.ComplaintList.as_view(), name="api_complaints"),
    # A slug keeps what PostgreSQL cannot take (a NUL) away from the query.
    path("complaints/<slug:number>/", views.ComplaintDetail.as_view(), name="api_complaint"),
    path("complaints/<slug:number>/notes/", views.NoteCreate.as_view(), name="api_notes"),
    path("complaints/<slug:number>/replies/", views.ReplyCreate.as_view(), name="api_replies"),
    path("schema/", api_schema, name="api_schema"),
    path("docs/", api_docs, name="api_docs"),
    path("", views.Nowhere.as_view()),
    path("<path:rest>/", views.Nowhere.as_view()),
]
