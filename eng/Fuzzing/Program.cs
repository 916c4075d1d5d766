// The parsers of Cifar.Pipelines.Tests/Fuzzing under afl-fuzz, which keeps inputs that reach new branches and changes them further. eng/fuzz.sh runs this.
//   Fuzzing list                      names of the parsers
//   Fuzzing instrument ASSEMBLY...    makes assemblies count their branches
//   Fuzzing seeds PARSER FOLDER       writes good inputs to FOLDER/seeds and the parser's words to FOLDER/words
//   Fuzzing run PARSER [FILE...]      reads inputs as afl-fuzz hands them out, or FILEs, and says what is wrong with those
using Cifar.Fuzzing;

switch (args)
{
    case ["instrument", .. var assemblies]:
        Instrumentation.Add(assemblies);
        return 0;
    case ["list"]:
        return Parsers.List();
    case ["seeds", var name, var folder]:
        return Parsers.WriteSeeds(name, folder);
    case ["run", var name]:
        return Parsers.Fuzz(name);
    case ["run", var name, .. var files]:
        return Parsers.Check(name, files);
    default:
        Console.Error.WriteLine("usage: Fuzzing list | instrument ASSEMBLY... | seeds PARSER FOLDER | run PARSER [FILE...]");
        return 2;
}
