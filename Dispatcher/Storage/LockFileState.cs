namespace Newsletter.Dispatcher.Storage;

/// <summary>How the lock file is found by a process that does not take it.</summary>
/// <param name="IsHeld">A living process has it.</param>
/// <param name="Note">What stands in it; null where it is not there, says nothing, or is held.</param>
/// <param name="IsCopy">It is a copy of the file that the last owner wrote.</param>
internal sealed record LockFileState(bool IsHeld, LockNote? Note, bool IsCopy);
