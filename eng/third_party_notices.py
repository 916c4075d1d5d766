#!/usr/bin/env python3
"""Writes THIRD-PARTY-NOTICES.txt from what the packages were restored with:  dotnet build, then  python3 eng/third_party_notices.py

Reads project.assets.json of every project that is packed (or the folder of them given as the argument) and the licences inside the NuGet packages named there.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROJECTS = ["Cifar.Models/Cifar.Models", "Cifar.Pipelines/Cifar.Pipelines", "Cifar.Distributed/Cifar.Distributed", "samples/Cifar.Cli/Cifar.Cli"]
INTRODUCTION = """MlNetCifar is under the MIT licence (see LICENSE). It uses, and its packages depend on or contain, the works below.

The command line (MlNetCifar.Tool) contains the managed libraries. MlNetCifar.Portable.OnnxRuntime and the command line contain ONNX Runtime
(Copyright (c) Microsoft Corporation, MIT licence); its own licence and the notices of everything in it are in the folder licences/onnxruntime of both.
The operator schema in Cifar.Models/Onnx/onnx.proto follows the ONNX project's (Copyright (c) ONNX Project Contributors, Apache License 2.0,
https://www.apache.org/licenses/LICENSE-2.0).
libtorch (BSD-3-Clause), Gloo (BSD-3-Clause), OpenBLAS (BSD-3-Clause), libpng (libpng-2.0), libjpeg-turbo (IJG, BSD-3-Clause), libwebp (BSD-3-Clause) and giflib (MIT) are used as
the system provides them and are not distributed.
The packages of the nuget stack depend on Microsoft.ML and TorchSharp (MIT licence, .NET Foundation and contributors), which are restored from their own packages.

This file is written by eng/third_party_notices.py.
"""
MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"),
to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE."""
BSD3 = """Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:

    * Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
    * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the
      documentation and/or other materials provided with the distribution.
    * Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this
      software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE
LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE
GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT
LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH
DAMAGE."""
LICENCES = {"MIT": MIT, "BSD-3-Clause": BSD3}


def assets(project):
    """project.assets.json of a project, wherever its intermediate files lie."""
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1], pathlib.Path(project).name, "project.assets.json")
    return ROOT / pathlib.Path(project).parent / "obj" / "project.assets.json"


def shipped(document):
    """Folders of the packages with files that an application runs."""
    folders = [pathlib.Path(folder) for folder in document["packageFolders"]]
    for name, entry in next(iter(document["targets"].values())).items():
        files = [*entry.get("runtime", {}), *entry.get("native", {}), *entry.get("runtimeTargets", {})]
        if entry["type"] == "package" and any(not file.endswith("_._") for file in files):
            yield name, next(folder / document["libraries"][name]["path"] for folder in folders if (folder / document["libraries"][name]["path"]).exists())


def describe(name, folder):
    specification = xml.parse(next(folder.glob("*.nuspec"))).getroot()
    values = {element.tag.split("}")[1]: element for element in specification.iter()}
    text = lambda tag: (values[tag].text or "").strip() if tag in values else ""
    licence = values.get("license")
    expression = text("license") if licence is not None and licence.get("type") == "expression" else ""
    if licence is not None and licence.get("type") == "file":
        wording = (folder / text("license").replace("\\", "/")).read_text(encoding="utf-8-sig").strip()
    elif expression in LICENCES:
        wording = LICENCES[expression]
    else:
        found = sorted(file for file in folder.iterdir() if file.name.lower().startswith("licen"))
        url = text("licenseUrl")
        if not found and not url:
            sys.exit(f"{name}: no licence in {folder}; look at it and add it to {__file__}")
        wording = found[0].read_text(encoding="utf-8-sig").strip() if found else f"Licence: {url}"
    wording = "\n".join(line.rstrip() for line in wording.splitlines())
    facts = [name.replace("/", " "), expression, text("copyright") or f"Copyright (c) {text('authors')}", text("projectUrl")]
    return "\n".join(fact for fact in facts if fact) + "\n\n" + wording


def main():
    packages = {}
    for project in PROJECTS:
        packages.update(shipped(json.loads(assets(project).read_text())))
    line = "-" * 100
    sections = [INTRODUCTION] + [describe(name, folder) + "\n" for name, folder in sorted(packages.items(), key=lambda item: item[0].lower())]
    (ROOT / "THIRD-PARTY-NOTICES.txt").write_text(f"\n{line}\n\n".join(sections))
    print(f"THIRD-PARTY-NOTICES.txt: {len(packages)} packages")


if __name__ == "__main__":
    main()
