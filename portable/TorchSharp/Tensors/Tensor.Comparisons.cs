using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // Comparisons give tensors of Bool.
        public Tensor eq(Tensor target) => Aten.One("eq.Tensor", this, target);
        public Tensor eq(Scalar target) => Aten.One("eq.Scalar", this, target);
        public Tensor eq_(Tensor target) => Aten.InPlace(this, "eq_.Tensor", this, target);
        public Tensor eq_(Scalar target) => Aten.InPlace(this, "eq_.Scalar", this, target);
        public Tensor ne(Tensor target) => Aten.One("ne.Tensor", this, target);
        public Tensor ne(Scalar target) => Aten.One("ne.Scalar", this, target);
        public Tensor ne_(Tensor target) => Aten.InPlace(this, "ne_.Tensor", this, target);
        public Tensor ne_(Scalar target) => Aten.InPlace(this, "ne_.Scalar", this, target);
        public Tensor lt(Tensor target) => Aten.One("lt.Tensor", this, target);
        public Tensor lt(Scalar target) => Aten.One("lt.Scalar", this, target);
        public Tensor lt_(Tensor target) => Aten.InPlace(this, "lt_.Tensor", this, target);
        public Tensor lt_(Scalar target) => Aten.InPlace(this, "lt_.Scalar", this, target);
        public Tensor le(Tensor target) => Aten.One("le.Tensor", this, target);
        public Tensor le(Scalar target) => Aten.One("le.Scalar", this, target);
        public Tensor le_(Tensor target) => Aten.InPlace(this, "le_.Tensor", this, target);
        public Tensor le_(Scalar target) => Aten.InPlace(this, "le_.Scalar", this, target);
        public Tensor gt(Tensor target) => Aten.One("gt.Tensor", this, target);
        public Tensor gt(Scalar target) => Aten.One("gt.Scalar", this, target);
        public Tensor gt_(Tensor target) => Aten.InPlace(this, "gt_.Tensor", this, target);
        public Tensor gt_(Scalar target) => Aten.InPlace(this, "gt_.Scalar", this, target);
        public Tensor ge(Tensor target) => Aten.One("ge.Tensor", this, target);
        public Tensor ge(Scalar target) => Aten.One("ge.Scalar", this, target);
        public Tensor ge_(Tensor target) => Aten.InPlace(this, "ge_.Tensor", this, target);
        public Tensor ge_(Scalar target) => Aten.InPlace(this, "ge_.Scalar", this, target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor greater_equal(Tensor target) => ge(target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor equal(Tensor target) => eq(target);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Aten.Number("allclose", this, target, rtol, atol, equal_nan).ToBoolean();
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Aten.One("isclose", this, other, rtol, atol, nanEqual);

        public Tensor logical_and(Tensor other) => Aten.One("logical_and", this, other);
        public Tensor logical_and_(Tensor other) => Aten.InPlace(this, "logical_and_", this, other);
        public Tensor bitwise_and(Tensor other) => Aten.One("bitwise_and.Tensor", this, other);
        public Tensor bitwise_and_(Tensor other) => Aten.InPlace(this, "bitwise_and_.Tensor", this, other);
        public Tensor logical_or(Tensor other) => Aten.One("logical_or", this, other);
        public Tensor logical_or_(Tensor other) => Aten.InPlace(this, "logical_or_", this, other);
        public Tensor bitwise_or(Tensor other) => Aten.One("bitwise_or.Tensor", this, other);
        public Tensor bitwise_or_(Tensor other) => Aten.InPlace(this, "bitwise_or_.Tensor", this, other);
        public Tensor logical_xor(Tensor other) => Aten.One("logical_xor", this, other);
        public Tensor logical_xor_(Tensor other) => Aten.InPlace(this, "logical_xor_", this, other);
        public Tensor bitwise_xor(Tensor other) => Aten.One("bitwise_xor.Tensor", this, other);
        public Tensor bitwise_xor_(Tensor other) => Aten.InPlace(this, "bitwise_xor_.Tensor", this, other);
    }
}
