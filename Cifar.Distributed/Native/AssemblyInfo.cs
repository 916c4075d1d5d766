// Everything that crosses the boundary is blittable; this makes the compiler hold us to it.
[assembly: System.Runtime.CompilerServices.DisableRuntimeMarshalling]
