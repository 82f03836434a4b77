using System.Text;

namespace RotationService.Tests.PolicyFile;

/// <summary>Policy files that are broken in every way known: those of the folder <c>Broken</c>, and some that are made, being large or no text.</summary>
internal static class BrokenFiles
{
    private const int FiftyMegabytes = 50 * 1024 * 1024;

    /// <summary>Where they are kept.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "RotationService.Tests", "PolicyFile", "Broken");

    /// <summary>Each with the place of its error and a part of the remedy.</summary>
    public static TheoryData<string, int, int, string> All => new()
    {
        // Nothing in it, or not all.
        { "empty.yaml", 1, 1, "write `version: 1` and a list of `policies:`" },
        { "blank-lines.yaml", 1, 1, "write `version: 1`" },
        { "comments-only.yaml", 1, 1, "write `version: 1`" },
        { "null.yaml", 1, 1, "write `version: 1`" },
        { "no-policies.yaml", 1, 1, "a list with one entry for each application" },
        { "empty-list.yaml", 2, 1, "write one entry for each application" },
        { "two-documents.yaml", 8, 1, "remove the `---`" },

        // Not YAML.
        { "unclosed-quote.yaml", 7, 13, "check the indentation, quotes and brackets" },
        { "unclosed-bracket.yaml", 9, 1, "check the indentation, quotes and brackets" },
        { "unclosed-brace.yaml", 6, 25, "check the quotes and brackets from here on" },
        { "unindented.yaml", 7, 4, "check the indentation" },
        { "json-trailing-text.yaml", 1, 34, "check the indentation, quotes and brackets" },
        { "merge-conflict.yaml", 6, 9, "check the indentation, quotes and brackets" },
        { "prose.yaml", 3, 14, "check the indentation, quotes and brackets" },
        { "reserved-character.yaml", 7, 13, "put quotes around the value" },
        { "template-placeholder.yaml", 7, 13, "put quotes around it" },

        // Tabs.
        { "tab-indentation.yaml", 5, 1, "YAML allows only spaces" },
        { "tab-in-a-policy.yaml", 8, 1, "YAML allows only spaces" },
        { "tab-after-blanks.yaml", 8, 3, "YAML allows only spaces" },

        // The same twice.
        { "key-twice-at-the-top.yaml", 2, 1, "first on line 1; remove one" },
        { "key-twice-in-a-policy.yaml", 8, 5, "first on line 7; remove one" },
        { "key-twice-in-defaults.yaml", 5, 3, "first on line 4; remove one" },
        { "key-twice-nested.yaml", 10, 7, "first on line 9; remove one" },
        { "name-twice.yaml", 8, 11, "write another name (the other is on line 5)" },
        { "secret-twice.yaml", 10, 13, "write another name (the other is on line 7)" },

        // Wrong types.
        { "a-list-at-the-top.yaml", 1, 1, "begin it with `version: 1`" },
        { "policies-is-a-map.yaml", 3, 3, "each entry begins with `- name:`" },
        { "policies-is-a-word.yaml", 2, 11, "each entry begins with `- name:`" },
        { "a-policy-is-a-word.yaml", 5, 5, "a map of keys that begins with `name:`" },
        { "a-policy-is-a-list.yaml", 5, 5, "a map of keys that begins with `name:`" },
        { "version-is-text.yaml", 1, 10, "reads `version: 1`" },
        { "number-without-unit.yaml", 8, 15, "write 90d for days" },
        { "boolean-yes.yaml", 8, 11, "write true" },
        { "list-for-a-value.yaml", 8, 18, "must be a single value, not a list" },
        { "map-for-a-value.yaml", 7, 13, "put quotes around it" },
        { "value-for-a-list.yaml", 8, 13, "write `vaults: [https://…]`" },
        { "verify-is-a-list.yaml", 8, 13, "a map such as { settle: 2m" },
        { "no-value.yaml", 7, 12, "write one or remove the key" },

        // Nested.
        { "unknown-key-nested.yaml", 8, 27, "the keys are `settle`, `consecutive`" },
        { "unknown-key-in-overrides.yaml", 10, 9, "did you mean `lifetime`?" },
        { "wrong-type-in-overrides.yaml", 10, 31, "write Mon, Tue, Wed" },
        { "nested-too-deep.yaml", 5, 41, "check the brackets" },
        { "nested without end", 1, 34, "check the brackets" },

        // Aliases, and cycles through them.
        { "alias-to-nothing.yaml", 8, 15, "add one, or write the value itself" },
        { "alias-misspelt.yaml", 9, 15, "did you mean *longLife?" },
        { "alias-before-its-anchor.yaml", 8, 15, "there is no &life above it" },
        { "alias-of-a-wrong-type.yaml", 3, 10, "write 90d" },
        { "merge-of-a-list.yaml", 2, 15, "must be an alias of a map, such as *common" },
        { "error-within-an-anchor.yaml", 6, 74, "write 90d for days" },
        { "cycle-through-a-list.yaml", 3, 5, "write the value out" },
        { "cycle-through-a-map.yaml", 7, 18, "write the value out" },
        { "cycle-through-a-merge.yaml", 6, 9, "write the value out" },
        { "cycle-through-two.yaml", 2, 31, "write the value out" },

        // Characters that look like others.
        { "cyrillic-letter-in-a-key.yaml", 4, 1, "did you mean `policies`? (it contains U+043E" },
        { "cyrillic-letter-in-a-policy.yaml", 7, 5, "did you mean `secret`? (it contains U+0435" },
        { "cyrillic-letter-in-a-secret.yaml", 7, 13, "it contains U+0430" },
        { "cyrillic-letter-in-a-vault.yaml", 3, 10, "it contains U+043E" },
        { "full-width-digits.yaml", 8, 15, "it contains U+FF19" },
        { "full-width-colon.yaml", 8, 5, "line 8, column 13 is U+FF1A" },
        { "typographic-quotes.yaml", 7, 13, "it contains U+201C" },
        { "en-dash-for-a-list.yaml", 6, 16, "line 5, column 3 is U+2013" },
        { "no-break-spaces.yaml", 8, 1, "replace it with spaces" },
        { "non-breaking-hyphen.yaml", 6, 27, "it contains U+2011" },
        { "zero-width-space.yaml", 8, 5, "it contains U+200B" },
        { "right-to-left-override.yaml", 8, 5, "it contains U+202E" },

        // No text, or not in UTF-8.
        { "latin-1.yaml", 8, 9, "save the file as UTF-8" },
        { "utf-16-without-mark.yaml", 1, 2, "save the policies as UTF-8 text" },
        { "zero-bytes.yaml", 7, 21, "save the policies as UTF-8 text" },
        { "a program", 1, 1, "save the policies as UTF-8 text" },
        { "an archive", 1, 2, "save the file as UTF-8" },

        // Too much.
        { "fifty megabytes of nothing", 1, 1, "specify the right file with --policies FILE" },
        { "fifty megabytes of policies", 1, 1, "specify the right file with --policies FILE" },
    };

    /// <summary>Puts one in a place.</summary>
    public static void Put(string name, string path)
    {
        switch (name)
        {
            case "nested without end":
                File.WriteAllText(path, new string('[', 100_000));
                break;
            case "a program":
                File.WriteAllBytes(path, [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0]);
                break;
            case "an archive":
                File.WriteAllBytes(path, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]);
                break;
            case "fifty megabytes of nothing":
                using (var stream = File.Create(path))
                {
                    stream.SetLength(FiftyMegabytes);
                }

                break;
            case "fifty megabytes of policies":
                using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
                {
                    writer.Write("version: 1\ndefaults: { vault: https://contoso-prod.vault.azure.net }\npolicies:\n");
                    for (var written = 0; written < FiftyMegabytes; written += 100)
                    {
                        writer.Write($"  - {{ name: p{written:D10}, application: {{ displayName: p{written:D10} }}, secret: s{written:D10}-client-secret }}\n");
                    }
                }

                break;
            default:
                File.Copy(Path.Combine(Folder, name), path, overwrite: true);
                break;
        }
    }
}
