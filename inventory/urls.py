from django.urls import path

from inventory import views

app_name = "inventory"
urlpatterns = [path("stock-alert/<str:token>/", views.alert, name="alert")]
