namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// What a link in a mail may be used for. The letter is signed, so a token of one purpose is not valid for another.
/// </summary>
internal enum TokenPurpose
{
    Unsubscribe = 'u',
    Manage = 'm',

    /// <summary>
    /// Confirms an address, once and until a date; names a row of <c>confirmations</c>, not a subscriber.
    /// </summary>
    Confirm = 'c',

    /// <summary>Lets a browser read the archive until a date; stored in a cookie.</summary>
    Read = 'r',

    /// <summary>Shows an operator the waves of the next slot, until a date.</summary>
    Waves = 'w',

    /// <summary>Tells when a sign-up form was shown; the id is that instant in Unix milliseconds.</summary>
    Form = 'f',
}
