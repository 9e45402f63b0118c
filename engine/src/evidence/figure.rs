//! A figure whatever way it is written.

/// Something countable that a text claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    Number(Decimal),
    Percent(Decimal),
    Date {
        day: u8,
        month: u8,
    },
    Time {
        hour: u8,
        minute: u8,
    },
    /// Last ten digits.
    Phone(u64),
}

/// A decimal number: `mantissa / 10^scale`, without trailing zeros in the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    mantissa: u128,
    scale: u8,
    /// Digits after the separator as written: `05` of `12.05`.
    written_fraction: Option<(u64, u8)>,
    /// The number before the separator.
    whole: u128,
}

impl Decimal {
    pub(super) fn whole(value: u128) -> Self {
        Self { mantissa: value, scale: 0, written_fraction: None, whole: value }
    }

    pub(super) fn with_fraction(whole: u128, fraction: u64, digits: u8) -> Self {
        let factor = 10u128.saturating_pow(u32::from(digits));
        let mantissa = whole.saturating_mul(factor).saturating_add(u128::from(fraction));
        Self { mantissa, scale: digits, written_fraction: Some((fraction, digits)), whole }.trimmed()
    }

    /// The number times a power of ten.
    pub(super) fn times_ten_to(self, power: u8) -> Self {
        let (mantissa, scale) = match self.scale.checked_sub(power) {
            Some(scale) => (self.mantissa, scale),
            None => (self.mantissa.saturating_mul(10u128.saturating_pow(u32::from(power - self.scale))), 0),
        };
        Self { mantissa, scale, written_fraction: None, whole: mantissa }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    fn same(&self, other: &Self) -> bool {
        self.mantissa == other.mantissa && self.scale == other.scale
    }

    /// `25.000` can mean twenty-five thousand.
    fn as_thousands(&self) -> Option<Self> {
        match self.written_fraction {
            Some((fraction, 3)) => {
                Some(Self::whole(self.whole.saturating_mul(1000).saturating_add(u128::from(fraction))))
            }
            _ => None,
        }
    }

    /// `05.05` can mean a day.
    fn as_date(&self) -> Option<(u8, u8)> {
        let (month, digits) = self.written_fraction?;
        let (day, month) = (u8::try_from(self.whole).ok()?, u8::try_from(month).ok()?);
        (digits == 2 && (1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month))
    }

    fn equals(&self, other: &Self) -> bool {
        let readings = |number: &Self| [Some(*number), number.as_thousands()];
        readings(self).iter().flatten().any(|a| readings(other).iter().flatten().any(|b| a.same(b)))
    }
}

impl Figure {
    /// A text with this figure proves `claim`.
    pub(super) fn supports(&self, claim: &Self) -> bool {
        match (self, claim) {
            (Self::Number(known), Self::Number(claimed)) | (Self::Percent(known), Self::Percent(claimed)) => {
                known.equals(claimed)
            }
            (Self::Number(number), Self::Date { day, month })
            | (Self::Date { day, month }, Self::Number(number)) => number.as_date() == Some((*day, *month)),
            (Self::Number(number), Self::Time { hour, minute: 0 })
            | (Self::Time { hour, minute: 0 }, Self::Number(number)) => {
                number.same(&Decimal::whole(u128::from(*hour)))
            }
            _ => self == claim,
        }
    }
}
