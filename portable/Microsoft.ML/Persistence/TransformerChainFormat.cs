using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableModel<TransformerChainFormat>]

namespace Microsoft.ML.Data;

/// <summary>A chain in a model: its scopes in the payload, its steps in folders of their own.</summary>
sealed class TransformerChainFormat : IModelLoader
{
    public static string Signature => "TransformerChain";

    internal static void Save(ModelSaveContext ctx, ITransformer[] steps, TransformerScope[] scopes)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.SetSignature(Signature);
        ctx.Writer.Write(steps.Length);
        for (int i = 0; i < steps.Length; i++)
        {
            ctx.Writer.Write((int)scopes[i]);
            ctx.SaveModel(steps[i], Folder(i));
        }
    }

    public static object Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        var scopes = new TransformerScope[ctx.Reader.ReadCount(itemBytes: sizeof(int))];
        var steps = new ITransformer[scopes.Length];
        int made = 0;
        try
        {
            for (; made < steps.Length; made++)
            {
                scopes[made] = (TransformerScope)ctx.Reader.ReadInt32();
                steps[made] = ctx.LoadModel<ITransformer>(environment, Folder(made));
            }
        }
        catch
        {
            // Those made so far may own native memory or files.
            for (int i = 0; i < made; i++)
                (steps[i] as IDisposable)?.Dispose();
            throw;
        }

        return new TransformerChain<ITransformer>(steps, scopes);
    }

    static string Folder(int step) => string.Create(CultureInfo.InvariantCulture, $"Transform_{step:000}");
}
