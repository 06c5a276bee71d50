namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>What is wrong with the tokens of a <see cref="ForgingIssuer"/>.</summary>
internal enum TokenForgery
{
    Nothing,
    WrongKey,

    /// <summary>A key of the client's own making, under the identity of the service's.</summary>
    WrongKeySameName,
    WrongIssuer,
    WrongAudience,
    WrongNonce,
    NoNonce,

    /// <summary><c>alg</c> is none, and there is no signature.</summary>
    Unsigned,

    /// <summary>Signed with the client's secret in place of the service's key.</summary>
    SignedWithSecret,
    Expired,
    NotYetValid,
    NoEnd,
    ChangedAfterwards,
    NoToken,
}
