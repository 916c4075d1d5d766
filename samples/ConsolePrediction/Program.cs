// What is on a picture, in plain ML.NET: dotnet run -- model.zip picture.jpg
// The model brings the picture to its own size, sharpens and normalises it; nothing has to be repeated here, and no libtorch is needed.
using Cifar.Pipelines;
using Microsoft.ML;

if (args is not [var modelFile, var pictureFile])
{
    Console.Error.WriteLine("usage: ConsolePrediction MODEL PICTURE");
    return 2;
}

var ml = new MLContext();
using ImageClassifierModel model = ImageClassifierModel.Load(ml, modelFile); // model.zip or model.onnx
using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
using ImageInput picture = ImageInput.FromFile(pictureFile);
foreach (var (label, probability) in engine.Predict(picture).Top(5))
{
    Console.WriteLine($"{probability,8:P1}  {label}");
}

return 0;
