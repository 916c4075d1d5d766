using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A confusion matrix as a table of characters, one line per true class.</summary>
static class ConfusionTableText
{
    const int SideWidth = 9;

    internal static string Write(ConfusionMatrix matrix)
    {
        int classes = matrix.NumberOfClasses;
        int cell = classes == 2 ? 8 : 5;
        int longest = matrix.ClassNames.Max(name => name.Length);

        // Names wider than a column would be ambiguous when cut, so the head then shows indices and every row "index. name".
        bool numbered = longest > cell;
        int digits = numbered ? Digits(classes - 1) : 0;
        int side = Math.Max(SideWidth, longest + (numbered ? digits + 2 : 0));
        string rule = new('=', (classes > 2 ? 8 : 11) * classes);

        var text = new StringBuilder();
        text.AppendLine().AppendLine("Confusion table");
        Side(text, "", side).AppendLine(rule);
        Side(text, "PREDICTED", side);
        for (int i = 0; i < classes; i++)
            text.Append(' ').Append((numbered ? Number(i, "D") : matrix.ClassNames[i].ToString()).PadLeft(cell)).Append(" |");
        text.AppendLine(" Recall");
        Side(text, "TRUTH", side).AppendLine(rule);
        for (int i = 0; i < classes; i++)
        {
            string name = matrix.ClassNames[i].ToString();
            text.Append(numbered ? Number(i, "D").PadLeft(digits) + ". " + name.PadLeft(side - digits - 2) : name.PadLeft(side)).Append(" ||");
            for (int j = 0; j < classes; j++)
                text.Append(' ').Append(Number(matrix.Counts[i][j], "N0").PadLeft(cell)).Append(" |");
            text.Append(' ').AppendLine(Number(matrix.PerClassRecall[i], "F4").PadLeft(5));
        }
        Side(text, "", side).AppendLine(rule);
        Side(text, "Precision", side);
        for (int i = 0; i < classes; i++)
            text.Append(Number(matrix.PerClassPrecision[i], "N4").PadLeft(cell + 1)).Append(" |");
        return text.AppendLine().ToString();
    }

    static StringBuilder Side(StringBuilder text, string head, int width) => text.Append(head.PadRight(width)).Append(" ||");

    static int Digits(int number) => Number(number, "D").Length;

    static string Number<T>(T value, string format) where T : IFormattable => value.ToString(format, CultureInfo.CurrentCulture);
}
