// A picture from the camera, where the browser has one and the visitor agrees.
export function offerCamera(button, taken) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  const dialog = document.getElementById("camera-dialog");
  const video = document.getElementById("viewfinder");
  const problem = document.getElementById("camera-problem");
  let stream = null;
  button.hidden = false;

  button.addEventListener("click", async () => {
    problem.hidden = true;
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
    } catch {
      problem.textContent = "The camera cannot be used. It may be switched off, in use, or not allowed for this page.";
      problem.hidden = false;
    }
  });

  document.getElementById("shoot").addEventListener("click", () => {
    if (!video.videoWidth) return;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob(blob => taken([new File([blob], "camera.jpg", { type: "image/jpeg" })]), "image/jpeg", 0.95);
    dialog.close();
  });

  document.getElementById("camera-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    stream?.getTracks().forEach(track => track.stop());
    [stream, video.srcObject] = [null, null];
  });
}
