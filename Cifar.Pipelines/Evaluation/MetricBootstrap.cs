namespace Cifar.Pipelines.Evaluation;

/// <summary>Computes the metrics of many resamples of the same images.</summary>
internal static class MetricBootstrap
{
    public static MetricIntervals Run(ImageOutcomes outcomes, ImageEvaluationOptions options)
    {
        // What a resample needs of an image, side by side: it is looked up at random.
        var images = new Image[outcomes.Count];
        for (int i = 0; i < images.Length; i++)
        {
            double confidence = outcomes.Confidence(i);
            images[i] = new Image(
                outcomes.Label(i), outcomes.Predicted(i), CalibrationBinning.BinOf(confidence, options.CalibrationBins), outcomes.IsAmongGuesses(i), outcomes.Loss(i), confidence);
        }

        var bootstrap = new Bootstrap(options.Seed);
        var drawn = new int[images.Length];
        var perClass = new PerClassScores(outcomes.Classes);
        var calibration = new CalibrationBinning(options.CalibrationBins);
        double[] accuracy = new double[options.Resamples], top5 = new double[options.Resamples], f1 = new double[options.Resamples];
        double[] loss = new double[options.Resamples], error = new double[options.Resamples];
        for (int sample = 0; sample < options.Resamples; sample++)
        {
            bootstrap.Draw(drawn);
            perClass.Clear();
            calibration.Clear();
            int right = 0, among = 0;
            double losses = 0;
            foreach (int i in drawn)
            {
                ref readonly var image = ref images[i];
                bool isRight = image.Label == image.Predicted;
                right += isRight ? 1 : 0;
                among += image.IsAmongGuesses ? 1 : 0;
                losses += image.Loss;
                perClass.Add(image.Label, image.Predicted);
                calibration.Add(image.Bin, image.Confidence, isRight);
            }

            accuracy[sample] = (double)right / images.Length;
            top5[sample] = (double)among / images.Length;
            f1[sample] = perClass.MacroF1;
            loss[sample] = losses / images.Length;
            error[sample] = calibration.ExpectedError;
        }

        // Of five classes or fewer the true one is among the first five whatever the model says: that is certain.
        var first = outcomes.Guesses == outcomes.Classes
            ? Bootstrap.Middle(top5, options.Level)
            : Bootstrap.OfShare(top5, images.Count(image => image.IsAmongGuesses), images.Length, options.Level);
        return new MetricIntervals(
            options.Level, options.Resamples, options.Seed,
            Bootstrap.OfShare(accuracy, images.Count(image => image.Label == image.Predicted), images.Length, options.Level), first, Bootstrap.Middle(f1, options.Level),
            Bootstrap.Middle(loss, options.Level), Bootstrap.Middle(error, options.Level));
    }

    private readonly record struct Image(int Label, int Predicted, int Bin, bool IsAmongGuesses, double Loss, double Confidence);
}
