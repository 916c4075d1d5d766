"""What a report says about the machine and the versions it was made with; run by itself, prints the machine's name for file names."""
import os
import platform
import re
import subprocess


def facts():
    return {key: value.strip() for key, value in (line.split(":", 1) for line in subprocess.check_output(["lscpu"], text=True).splitlines() if ":" in line)}


def name():
    return re.sub(r"[^a-z0-9]+", "-", facts().get("Model name", "machine").lower()).strip("-")


def hardware():
    found = facts()
    names = ["Model name", "CPU(s)", "Thread(s) per core", "L2 cache", "L3 cache", "Hypervisor vendor"]
    lines = [f"{key}: {found[key]}" for key in names if key in found]
    flags = found.get("Flags", "").split()
    wanted = ("avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16")
    lines.append("vector instructions: " + (" ".join(flag for flag in flags if flag in wanted) or "none listed"))
    with open("/proc/meminfo", encoding="ascii") as memory:
        lines.append(f"memory: {int(memory.readline().split()[1]) / 2 ** 20:.1f} GiB")
    return lines


def versions():
    with open("/etc/os-release", encoding="utf-8") as release:
        system = dict(line.rstrip().split("=", 1) for line in release if "=" in line)["PRETTY_NAME"].strip('"')
    dotnet = subprocess.check_output(["dotnet", "--version"], text=True).strip()
    packages = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", "libtorch1.13", "libopenblas0-openmp", "libopenblas0-pthread"],
        capture_output=True, text=True, check=False).stdout.split("\n")
    return [f"{system}, Linux {platform.release()}", f".NET SDK {dotnet}"] + [package for package in packages if package]


def choices():
    """What the environment tells the libraries of matrix products and threads, on both sides."""
    return [f"{name}={value}" for name, value in sorted(os.environ.items()) if re.match(r"(OPENBLAS|OMP|MKL|GOMP|DNNL|ONEDNN)_", name)]


def footer(command, packages=True):
    """The end of a report: the machine, the versions (with or without those of Debian's packages), and the command that makes it again."""
    listed = (versions() if packages else versions()[:2]) + choices()
    return "\n".join(["\n## Machine\n", *("* " + line for line in hardware()), "\n## Versions\n", *("* " + line for line in listed), f"\n## Again\n\n```\n{command}\n```"])


if __name__ == "__main__":
    print(name())
