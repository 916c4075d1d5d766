namespace Microsoft.ML.Data;

/// <summary>The sums behind the metrics of one evaluated multiclass data set.</summary>
/// <remarks>
/// The assigned class is the first maximum of the scores. The rank of the true class counts the classes that score higher, and, of those that
/// score the same, the ones before it; so rank 0 means "predicted", and a tie is won by the lower index.
/// </remarks>
sealed class MulticlassCounters
{
    /// <summary>The smallest probability the log-loss distinguishes from zero.</summary>
    const float SmallestProbability = 1e-15f;

    readonly double[] _rowsOfClass;
    readonly double[] _logLossOfClass;
    readonly double[] _rowsOfRank;
    double _logLoss;
    double _rows;

    internal MulticlassCounters(int classes)
    {
        Counts = new double[classes][];
        for (int i = 0; i < classes; i++)
            Counts[i] = new double[classes];
        _rowsOfClass = new double[classes];
        _logLossOfClass = new double[classes];
        _rowsOfRank = new double[classes + 1];
    }

    /// <summary>Rows by true class, then by assigned class.</summary>
    internal double[][] Counts { get; }

    /// <summary>Rows whose label is no class of the scores; they count as wrong, with the greatest log-loss.</summary>
    internal long UnknownLabels { get; private set; }

    int Classes => _rowsOfClass.Length;

    internal void Add(int label, ReadOnlySpan<float> scores)
    {
        _rows++;
        if (label >= Classes)
        {
            UnknownLabels++;
            _logLoss -= Math.Log(SmallestProbability);
            _rowsOfRank[Classes]++;
            return;
        }
        float own = scores[label];
        int rank = 0, assigned = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > own || (scores[i] == own && i < label))
                rank++;
            if (scores[i] > scores[assigned])
                assigned = i;
        }
        double loss = -Math.Log(Math.Clamp(own, SmallestProbability, 1f));
        _logLoss += loss;
        _logLossOfClass[label] += loss;
        _rowsOfClass[label]++;
        _rowsOfRank[rank]++;
        Counts[label][assigned]++;
    }

    internal double LogLoss => _rows > 0 ? _logLoss / _rows : 0;

    internal double MicroAccuracy => _rows > 0 ? _rowsOfRank[0] / _rows : 0;

    /// <summary>The mean recall of the classes that occur.</summary>
    internal double MacroAccuracy
    {
        get
        {
            double sum = 0;
            int present = 0;
            for (int i = 0; i < Classes; i++)
            {
                if (_rowsOfClass[i] == 0)
                    continue;
                present++;
                sum += Counts[i][i] / _rowsOfClass[i];
            }
            return present > 0 ? sum / present : 0;
        }
    }

    /// <summary>By how much the log-loss undercuts that of always answering with the class frequencies, as a share of the latter.</summary>
    internal double LogLossReduction
    {
        get
        {
            double entropy = 0;
            foreach (double count in _rowsOfClass)
            {
                if (count > 0)
                    entropy -= count / _rows * Math.Log(count / _rows);
            }
            return (entropy - LogLoss) / entropy;
        }
    }

    internal double[] PerClassLogLoss()
    {
        var result = new double[Classes];
        for (int i = 0; i < result.Length; i++)
            result[i] = _rowsOfClass[i] > 0 ? _logLossOfClass[i] / _rowsOfClass[i] : 0;
        return result;
    }

    /// <summary>Accuracies for K from 1 to <paramref name="k"/>, where a row is right when its class is among the K best.</summary>
    internal double[] TopKAccuracies(int k)
    {
        var result = new double[k];
        double sum = 0;
        for (int i = 0; i < result.Length; i++)
        {
            sum += _rowsOfRank[i] / _rows;
            result[i] = sum;
        }
        return result;
    }
}
