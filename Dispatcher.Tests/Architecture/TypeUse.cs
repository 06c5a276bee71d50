namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>One file uses a type that another file declares.</summary>
/// <param name="By">Path of the file that uses it, below <c>Dispatcher/</c>.</param>
/// <param name="Of">Path of the file that declares it.</param>
internal sealed record TypeUse(string By, string Of);
