namespace Newsletter.Dispatcher.Suppressions;

/// <summary>What came back of a message.</summary>
internal enum ReturnKind
{
    Bounce,
    Complaint,
}
