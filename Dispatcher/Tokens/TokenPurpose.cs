namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// What a link in a mail may be used for. The letter is part of what is signed, so one never serves as another.
/// </summary>
internal enum TokenPurpose
{
    Unsubscribe = 'u',
    Manage = 'm',

    /// <summary>
    /// Confirms an address, until a date and once; names a row of <c>confirmations</c>, not a subscriber.
    /// </summary>
    Confirm = 'c',

    /// <summary>Lets a browser read the archive; stands in a cookie, until a date.</summary>
    Read = 'r',

    /// <summary>Shows an operator the waves of the next slot, until a date.</summary>
    Waves = 'w',

    /// <summary>Says when a sign-up form was shown; names that instant in Unix milliseconds.</summary>
    Form = 'f',
}
