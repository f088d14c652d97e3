// "Pakai lokasi saya": the form works without it, and the button stands there only where a pin can be had.
(function () {
  var button = document.getElementById('here'), says = document.getElementById('here-says');
  if (!navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener('click', function () {
    says.textContent = 'Mencari lokasi…';
    navigator.geolocation.getCurrentPosition(function (found) {
      document.getElementById('id_latitude').value = found.coords.latitude.toFixed(6);
      document.getElementById('id_longitude').value = found.coords.longitude.toFixed(6);
      says.textContent = 'Titik lokasi disertakan. Kelurahan boleh dikosongkan.';
    }, function () {
      says.textContent = 'Lokasi tidak dapat dibaca. Pilih kelurahan atau tulis patokan.';
    }, { enableHighAccuracy: true, timeout: 15000 });
  });
})();
