// Writes docs/api from the assemblies and their XML documentation.
//   dotnet run --project eng/ApiReference -- docs/api
using Cifar.ApiReference;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: ApiReference FOLDER");
    return 2;
}

var pages = ReferencePages.Write();
ReferencePages.Save(pages, folder);
Console.WriteLine($"{pages.Count} pages in {Path.GetFullPath(folder)}");
return 0;
