namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// An issue file as it was read: its bytes and the issue in them. The plan, the freeze and the compilation use the same
/// candidate, so an issue that is saved meanwhile is frozen as it was planned.
/// </summary>
/// <param name="Source">All bytes of the file.</param>
/// <param name="Warnings">The warnings of reading; none is an error.</param>
internal sealed record IssueCandidate(Issue Issue, byte[] Source, IReadOnlyList<Problem> Warnings);
