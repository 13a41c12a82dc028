// Package quirk lists deviations of real providers' answers that have broken clients. Like
// a fault, a quirk is named with a rate: crlf=0.1, or crlf+bom=0.1 for both in one answer.
// The package does not change answers.
package quirk

import (
	"fmt"
	"strings"
)

// Kind is a kind of quirk.
type Kind uint8

// The kinds, in the order of the catalogue.
const (
	NoSpace Kind = iota
	CRLF
	CR
	IDLines
	RetryLines
	ControlEvents
	Comments
	DataKeepalive
	MultiData
	NoFinalBlankLine
	TypedError
	BOM
	Gzip
	UsageEveryChunk
	UsageUnasked
	UsageWithoutChoices
	UsageNullChoices
	UsageWithChoice
	EmptyFirstChoices
	NoFinish
	EmptyFinish
	TwoFinishes
	FinishWithText
	MergedText
	SingleChars
	RoleEvery
	RoleEmpty
	NullContent
	NullDelta
	ChangingIDs
	ReasoningWithText
	ThinkTags
	StopForTools
	ToolsNoIndex
	ToolsEmptyID
	ToolsWhole
	ToolsSplitEscape
	ToolsObject
	ToolsEmptyList
	UnorderedEmbeddings
	NestedError
	Error200
	HTMLError
	kinds
)

// Info describes a quirk.
type Info struct {
	Name   string // what users type
	What   string // what arrives
	Where  Where  // where it applies over HTTP
	Socket string // what arrives over WebSocket; empty if it does not apply there
	Report string // a public report of a client that it broke, as repository#number; empty if none is known
}

// String returns the name that users type.
func (k Kind) String() string {
	if k < kinds {
		return catalogue[k].Name
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Info returns the description of k.
func (k Kind) Info() Info { return catalogue[k] }

// Parse returns the kind of that name.
func Parse(name string) (Kind, error) {
	for k := range kinds {
		if catalogue[k].Name == name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("no quirk is named %q; there are %s", name, strings.Join(Names(), ", "))
}

// Names returns the names of all quirks.
func Names() (names []string) {
	for k := range kinds {
		names = append(names, catalogue[k].Name)
	}
	return names
}
